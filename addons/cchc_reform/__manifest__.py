{
    "name": "Administrative Reform",
    "summary": "Plans, tasks, targets, staffing, awards and reports of a province's administrative reform",
    "version": "19.0.1.0.0",
    "category": "Public Administration",
    "license": "LGPL-3",
    "author": "CCHC Reform",
    "depends": ["hr", "rpc"],
    "data": [],
    "application": True,
    "installable": True,
}
