extension Command {
    /// Reads a command back from its `template`.
    public init(
        template words: [String],
        environment: [String: String] = [:],
        loadGenFolder: String? = nil,
        folder: String? = nil
    ) {
        self.init(
            arguments: words.map(Self.pieces),
            environment: environment,
            loadGenFolder: loadGenFolder,
            folder: folder
        )
    }

    private static func pieces(of word: String) -> Argument {
        var pieces: Argument = []
        var text = ""
        var rest = word[...]
        while let character = rest.first {
            if rest.hasPrefix("{{") || rest.hasPrefix("}}") {
                text.append(character)
                rest = rest.dropFirst(2)
            } else if character == "{", let end = rest.firstIndex(of: "}"),
                let placeholder = placeholder(rest[rest.index(after: rest.startIndex)..<end])
            {
                if !text.isEmpty { pieces.append(.text(text)) }
                text = ""
                pieces.append(placeholder)
                rest = rest[rest.index(after: end)...]
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        if !text.isEmpty || pieces.isEmpty { pieces.append(.text(text)) }
        return pieces
    }

    private static func placeholder(_ name: Substring) -> Piece? {
        switch name {
        case "output": .output
        case "seed": .blockSeed
        case _ where name.hasPrefix("artifact."):
            .artifact(step: String(name.dropFirst("artifact.".count)))
        default: nil
        }
    }
}
