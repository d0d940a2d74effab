import Experiment

/// A suite's commands, executed in another checkout of the project.
extension Command {
    /// The command executed in a folder, with what the steps prepared there.
    ///
    /// - Parameters:
    ///   - folder: absolute.
    ///   - mark: tells the artifacts of one checkout from those of another; fit for a file's name.
    /// - Returns: a command that uses the artifacts of placed steps only.
    func placed(in folder: String, mark: String) -> Command {
        var placed = self
        placed.folder = folder
        placed.arguments = arguments.map { argument in
            argument.map { piece in
                guard case .artifact(let step) = piece else { return piece }
                return .artifact(step: PrepareStep.placedName(step, mark: mark))
            }
        }
        return placed
    }
}

extension PrepareStep {
    static func placedName(_ step: String, mark: String) -> String { "\(step)@\(mark)" }

    func placed(in folder: String, mark: String) -> PrepareStep {
        var placed = self
        placed.name = Self.placedName(name, mark: mark)
        placed.command = command.placed(in: folder, mark: mark)
        return placed
    }
}

extension BenchmarkSuite {
    /// The steps that commands use, with those that these use, in the order in which they run.
    func steps(usedBy commands: [Command]) -> [PrepareStep] {
        var needed = Set(commands.flatMap(\.usedSteps))
        var steps: [PrepareStep] = []
        for step in prepare.reversed() where needed.contains(step.name) {
            needed.formUnion(step.command.usedSteps)
            steps.insert(step, at: 0)
        }
        return steps
    }
}
