import re

import psycopg2
from werkzeug.exceptions import HTTPException

from odoo import models, tools
from odoo.exceptions import ValidationError
from odoo.http import request

# The member of an error that holds the traceback, as JSON or as JSON inside of a page.
TRACEBACK = re.compile(rb'("|&#34;|&quot;)debug\1: \1(?:\\.|(?!\1).)*\1', re.DOTALL)


class IrHttp(models.AbstractModel):
    """What went wrong is told to the caller; where in the code is told to the log only.

    Core sends the whole traceback with each refused or failed call, to anybody: paths of the
    server, its modules, and what a deeper exception said.
    """

    _inherit = "ir.http"  # pylint: disable=consider-merging-classes-inherited

    @classmethod
    def _handle_error(cls, exception):
        if isinstance(exception, psycopg2.DataError):
            # Text where a number belongs: the message of the database shows the statement.
            wrong = request.env._("A value that was sent has the wrong form.")
            exception = ValidationError(wrong)
        answer = super()._handle_error(exception)
        if not tools.config["dev_mode"]:
            # Some controllers put the error into the description of an HTTP exception.
            if isinstance(answer, HTTPException) and answer.description:
                answer.description = _without_traceback(answer.description.encode()).decode()
            response = answer.response if isinstance(answer, HTTPException) else answer
            if response is not None and not response.is_streamed:
                response.set_data(_without_traceback(response.get_data()))
        return answer


def _without_traceback(content):
    return TRACEBACK.sub(rb"\1debug\1: \1\1", content)
