/// The parameters that a command can use: its own, then those around it.
struct ParameterScope {
    /// The nearest first; the first that has a name gives its value.
    private let layers: [[String: Parameter]]

    init(_ layers: [String: Parameter]...) { self.layers = layers }

    subscript(name: String) -> Parameter? {
        // Not merged: a scope is made for each variant, a layer may be large.
        for layer in layers {
            if let parameter = layer[name] { return parameter }
        }
        return nil
    }

    var names: Set<String> { layers.reduce(into: []) { $0.formUnion($1.keys) } }
}

/// What the suite gives to all of its steps and comparisons.
final class SharedParameters {
    let values: [String: Parameter]
    private var used: Set<Parameter> = []
    private var isComplete = true

    init(_ values: [String: Parameter] = [:]) { self.values = values }

    /// Notes what a step or comparison uses; `nil` where that could not be read.
    func note(_ parameters: Set<Parameter>?) {
        guard let parameters else { return isComplete = false }
        used.formUnion(parameters)
    }

    /// Reports those that nothing uses, unless what could not be read may use them.
    func reportUnused(_ log: MistakeLog) {
        guard isComplete else { return }
        log.reportUnused(values, used: used, by: "command or input")
    }
}

extension MistakeLog {
    /// Reports the parameters of one layer whose value goes nowhere: most often a slip in the name.
    func reportUnused(
        _ layer: [String: Parameter],
        used: Set<Parameter>,
        by users: String = "command"
    ) {
        let names = Set(used.map(\.name))
        for parameter in layer.values where !used.contains(parameter) {
            let name = "{\(parameter.name)}"
            report(
                names.contains(parameter.name)
                    ? "is used nowhere: wherever \(name) stands, a nearer value wins; remove it"
                    : "no \(users) uses \(name); use it or remove it",
                at: parameter.site
            )
        }
    }
}
