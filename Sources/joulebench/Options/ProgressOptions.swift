import ArgumentParser

/// What a run shows while it goes on.
struct ProgressOptions: ParsableArguments {
    enum Shown: String, ExpressibleByArgument, CaseIterable {
        case auto
        case live
        case lines
        case none
    }

    @Option(
        help: ArgumentHelp(
            """
            What is shown while the run goes on: live (lines in place, with the power now), lines \
            (one when a trial has ended, nothing while one is measured), none (only what fails) \
            or auto.
            """,
            valueName: "kind"
        )
    )
    var progress = Shown.auto

    @Flag(
        name: .shortAndLong,
        help: "Print the results and what goes wrong, and nothing else."
    )
    var quiet = false

    mutating func validate() throws {
        if quiet, progress != .auto, progress != .none {
            throw ValidationError(
                "--quiet and --progress \(progress.rawValue) exclude each other."
            )
        }
    }

    var mode: ProgressMode {
        if quiet { return .quiet }
        return switch progress {
        case .auto: .automatic
        case .live: .live
        case .lines: .lines
        case .none: .none
        }
    }
}
