"""Staff as they are counted against the assigned numbers.

The assigned numbers (biên chế) are of civil servants. Public employees have a number of their own
(số lượng người làm việc), by who pays them; contract workers never count as either.
"""

CIVIL_SERVANT = "civil_servant"
PUBLIC_STATE = "public_state"
PUBLIC_REVENUE = "public_revenue"
CONTRACT = "contract"
KINDS = (CIVIL_SERVANT, PUBLIC_STATE, PUBLIC_REVENUE, CONTRACT)
#: Kinds of public employees, whoever pays them.
PUBLIC_EMPLOYEES = (PUBLIC_STATE, PUBLIC_REVENUE)
