from . import (
    test_kernel_dates,
    test_kernel_deadline,
    test_kernel_files,
    test_kernel_metrics,
    test_kernel_vietnamese,
)
from . import test_task
from . import test_metrics
from . import test_translation
from . import test_unit_role
from . import test_task_analysis
from . import test_audit, test_audit_actions, test_audit_login, test_audit_seal, test_kernel_audit
from . import test_evidence, test_target
from . import test_unit, test_appointment, test_import, test_handover, test_kernel_posts
from . import test_security_attacks, test_security_leaks, test_security_matrix
from . import test_task_search, test_wizards
from . import test_tour_reform
from . import test_security_sessions
from . import test_plan
from . import test_kernel_waiting, test_kernel_risk, test_task_wait, test_risk
from . import test_kernel_periods, test_task_extension, test_task_parts, test_task_recurrence
from . import test_reminders
from . import test_urging
from . import test_inspection, test_tour_inspection, test_communication
from . import test_unit_handover_reform
from . import test_tour_follow_up
from . import test_evidence_version
from . import test_kernel_comparison, test_comparison, test_tour_comparison
from . import test_cockpit, test_tour_cockpit
from . import test_plan_workbook
from . import test_kernel_documents
from . import test_document_reference
from . import test_api, test_api_documentation, test_api_pull
from . import test_kernel_annex, test_annex
from . import test_takeover
from . import test_unit_workbook
from . import test_security_staff
from . import test_security_stored
from . import test_kernel_succession, test_unit_event, test_unit_handover, test_gathered
from . import test_import_successors
from . import test_kernel_scenario, test_staff_deputy_rule, test_staff_ceiling
from . import test_staff_position, test_staff_surplus, test_staff_scenario, test_tour_staff
from . import test_kernel_streamlining
from . import test_kernel_rating, test_rating, test_rating_figures
from . import test_staff_streamlining, test_staff_streamlining_programme, test_streamlining_workbook
from . import test_staff_workbook, test_training_workbook
from . import test_kernel_staffing, test_staff_strength, test_staff_screens, test_staff_documents
from . import test_kernel_reporting, test_report, test_periodic_files
from . import test_public_figures, test_report_selection
from . import test_report_metric
from . import test_word_template
from . import test_initiative, test_initiative_workbook
from . import test_kernel_discipline, test_kernel_suppression
from . import test_discipline, test_discipline_reminder, test_confidential
from . import test_award, test_award_block, test_award_campaign, test_award_nomination
from . import test_award_workbook, test_kernel_awards, test_tour_award
from . import test_tour_initiative
from . import test_report_entry, test_tour_rating, test_tour_report
