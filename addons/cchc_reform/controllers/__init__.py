from . import export
from . import documents
