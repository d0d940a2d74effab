import Foundation

/// Scripts in the place of `nvidia-smi`, which print what a test wants.
enum FakeSMI {
    static let boards = ["GPU-aaaaaaaa-0000", "GPU-bbbbbbbb-0000"]

    /// A program with two boards of 100 and 50 W.
    ///
    /// - Parameter stream: what it does when it is asked for lines without end, as shell text;
    ///   `row A` and `row B` print the good line of a board.
    /// - Returns: the script.
    static func script(stream: String) -> String {
        """
        #!/bin/sh
        row() {
          case $1 in
            A) echo "\(boards[0]), 100.00, 100.00, 500, 40";;
            B) echo "\(boards[1]), 50.00, 50.00, 20, 30";;
          esac
        }
        case "$*" in
          *--help-query-gpu*)
            for name in index uuid power.draw power.draw.instant memory.used temperature.gpu name
            do echo "\\"$name\\""; done;;
          *-lms*) \(stream);;
          *)
            echo "100.00, 100.00, 500, 40, 0, \(boards[0]), Fake, with a comma"
            echo "50.00, 50.00, 20, 30, 1, \(boards[1]), Fake";;
        esac

        """
    }
}

extension Program {
    /// Runs the program where `./nvidia-smi` is a script, which is in `PATH`, too.
    ///
    /// The shell writes the script: a file that a child of another test still has open for
    /// writing could not be executed.
    func run(_ arguments: [String], nvidiaSMI script: String) throws -> Outcome {
        let command = """
            printf '%s' "$0" > nvidia-smi && chmod +x nvidia-smi && PATH=$PWD:$PATH exec "$@"
            """
        let words = ["-c", command, script, Self.executable] + arguments
        return try finish(start(words, through: ["bash"]))
    }
}
