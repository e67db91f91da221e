"""The browser of the tests opens the application."""

from odoo.tests import HttpCase, tagged


@tagged("-at_install", "post_install")
class TestBrowser(HttpCase):
    def test_login_page_is_vietnamese(self):
        self.browser_js(
            "/web/login",
            "if (!document.body.textContent.includes('Mật khẩu')) throw new Error('not Vietnamese');"
            "console.log('test successful')",
        )

    def test_web_client_opens(self):
        self.browser_js(
            "/odoo", "console.log('test successful')", "odoo.isReady === true", login="admin"
        )
