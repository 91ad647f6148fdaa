"""The page on which CryptoPro's plug-in signs lets the plug-in's extension in, and nothing else."""

from kabinet.signatures.plugin import plugin_policy

OWN = "'self'"
WITH_EXTENSIONS = [OWN, "chrome-extension:", "moz-extension:", "safari-web-extension:"]


def test_page_lets_the_extension_in_only_where_there_is_a_plugin(settings):
    settings.CADESPLUGIN_URL = ""
    plain = plugin_policy()
    assert plain == settings.SECURE_CSP
    settings.CADESPLUGIN_URL = "/static/js/plugin.js"
    assert plugin_policy() == {**plain, "script-src": WITH_EXTENSIONS, "connect-src": WITH_EXTENSIONS}
