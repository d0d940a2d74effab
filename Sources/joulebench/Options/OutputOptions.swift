import ArgumentParser

/// Where the one text goes that a command makes.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write to a file instead of standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String?

    /// Writes a text to the file that was named, else to standard output.
    ///
    /// - Throws: `OutputError` where it cannot be written.
    func write(_ text: String) throws {
        guard let output else { return try Console.print(text) }
        try ReportFiles.write(text, to: output)
    }
}
