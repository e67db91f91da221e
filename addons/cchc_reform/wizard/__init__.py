from . import audit_verification
from . import deadline_wizard
from . import delegate_wizard
from . import evidence_upload
from . import handover
from . import import_issue
from . import import_wizard
from . import reason_wizard
