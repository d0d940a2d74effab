/// A program with its arguments and what it adds to the environment; no shell is involved.
public struct Command: Sendable, Hashable {
    /// One piece of an argument.
    public enum Piece: Sendable, Hashable {
        case text(String)
        /// The folder of an artifact that the named prepare step made.
        case artifact(step: String)
        /// The folder that the command fills: a prepare step's artifact, or a trial's own.
        case output
        /// The seed of the block: the same for every variant of a block, another in each block.
        case blockSeed
    }

    /// An argument as the pieces that make it up.
    public typealias Argument = [Piece]

    /// The program first.
    public var arguments: [Argument]
    public var environment: [String: String]

    /// Where it leaves the logs of MLPerf's LoadGen, as a path below its output folder; empty for
    /// that folder itself, `nil` where it leaves none.
    public var loadGenFolder: String?

    /// The folder that it is executed in, where paths of its words begin; `nil` for that of the
    /// harness.
    public var folder: String?

    public init(
        arguments: [Argument],
        environment: [String: String] = [:],
        loadGenFolder: String? = nil,
        folder: String? = nil
    ) {
        self.arguments = arguments
        self.environment = environment
        self.loadGenFolder = loadGenFolder
        self.folder = folder
    }

    /// Whether it asks for a folder to fill.
    public var usesOutput: Bool { arguments.joined().contains(.output) }

    /// The prepare steps whose artifacts the command uses, each once, in order.
    public var usedSteps: [String] {
        var seen: [String] = []
        for case .artifact(let step) in arguments.joined() where !seen.contains(step) {
            seen.append(step)
        }
        return seen
    }

    /// The words of the command, each piece replaced by what the function gives for it.
    public func words(_ resolve: (Piece) -> String) -> [String] {
        arguments.map { $0.map(resolve).joined() }
    }

    /// The words with the placeholders as a suite writes them, for plans, records and cache keys.
    ///
    /// Braces of the text itself are doubled, so that two different commands never look alike.
    public var template: [String] {
        words { piece in
            switch piece {
            case .text(let text):
                text.replacing("{", with: "{{").replacing("}", with: "}}")
            case .artifact(let step): "{artifact.\(step)}"
            case .output: "{output}"
            case .blockSeed: "{seed}"
            }
        }
    }
}
