from . import export
from . import documents
from . import staff
from . import reports
from . import nominations
from . import public
