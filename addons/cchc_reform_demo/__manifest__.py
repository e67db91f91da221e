{
    "name": "Administrative Reform: demo province",
    "summary": "A province in spring 2023 as plain data, to try the application with",
    "version": "19.0.1.0.0",
    "category": "Public Administration",
    "license": "LGPL-3",
    "author": "CCHC Reform",
    "depends": ["cchc_reform"],
    "post_init_hook": "load_demo",
    "icon": "/cchc_reform/static/description/icon.png",
    "installable": True,
}
