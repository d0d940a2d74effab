/// One HTML file that needs nothing else: no network, no font, no second file.
struct HTMLDocument {
    var title: String

    /// What only this file's style and scripts carry, so that nothing that slips in runs: letters,
    /// digits and hyphens, chosen after all names in it.
    var nonce: String
    var style: String

    /// Elements, every text in them escaped.
    var body: String

    /// JSON that a script reads from the element `data`; `nil` without any.
    var data: String?
    var script: String

    var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="\(policy)"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="referrer" content="no-referrer"/>
        <title>\(MarkupText.escaped(title))</title>
        <link rel="icon" href="data:,"/>
        <style nonce="\(nonce)">\(style)</style>
        </head>
        <body>
        \(body)\(dataElement)<script nonce="\(nonce)">\(script)</script>
        </body>
        </html>

        """
    }

    /// Nothing is loaded, and no script runs but the one with the nonce.
    private var policy: String {
        "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; "
            + "img-src data:; base-uri 'none'; form-action 'none'"
    }

    /// A text in JSON may end no script.
    private var dataElement: String {
        guard let data else { return "" }
        let json = data.replacing("<", with: "\\u003c")
        return "<script type=\"application/json\" id=\"data\">\(json)</script>\n"
    }
}
