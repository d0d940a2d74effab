import Foundation

/// The command line that is being worked on: the program's own, or that of a run which is gone on
/// with.
enum OwnCommandLine {
    @TaskLocal static var arguments = CommandLine.arguments

    static var text: String { arguments.map(ShellWords.quoted).joined(separator: " ") }
}
