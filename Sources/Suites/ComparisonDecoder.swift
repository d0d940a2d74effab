internal import Experiment

/// Reads one comparison with its variants.
struct ComparisonDecoder {
    /// The names of all prepare steps.
    let steps: [String]

    /// The parameters of the suite.
    let shared: SharedParameters
    let overrides: Overrides
    let log: MistakeLog

    /// What the comparison gives to all of its variants.
    private struct Defaults {
        /// `nil` where there is none or where it has mistakes.
        var command: CommandTemplate?
        var hasCommand: Bool
        var parameters: [String: Parameter]
        var environment: [String: String]

        /// Where LoadGen's logs are, below the output folder.
        var loadGenFolder: String?
    }

    /// What the file says of one variant.
    private struct Draft {
        var field: Field

        /// `nil` where it has mistakes.
        var command: CommandTemplate?
        var parameters: [String: Parameter]
        var environment: [String: String]
    }

    /// The comparison, or those that its matrix makes, each with its place for the check that names
    /// are unique.
    func decode(_ element: Element) -> [(comparison: Comparison, nameSite: Site)] {
        let record = element.record(
            log,
            expected: "a mapping with the keys “name”, “baseline” and “variants”",
            SuiteFormat.comparison
        )
        guard let record else {
            shared.note(nil)
            return []
        }
        let name = record["name"]?.folderName(log)
        let unit = record["unit"] == nil ? SuiteDefaults.unit : record["unit"]?.eventKey(log)
        let quality = record["quality"].flatMap(self.quality)
        let equivalence = record["equivalence"]?.number(in: SuiteLimits.equivalence, log)
        let matrix = Matrix(record, overrides: overrides, log: log)
        let (names, made) = self.variants(record, matrix)
        let groups = grouped(made, names: names, baseline: record["baseline"], matrix)
        guard let name, let unit, let groups, let nameSite = record["name"]?.site else {
            return []
        }
        return groups.map { group in
            let comparison = Comparison(
                name: name + group.suffix,
                unitOfWork: unit,
                quality: quality,
                baseline: group.baseline,
                variants: group.variants,
                equivalence: equivalence ?? Comparison.usualEquivalence
            )
            if name.utf8.count <= 100, comparison.name.utf8.count > 100 {
                log.report(
                    "with the values of the matrix the name is longer than 100 characters",
                    at: nameSite
                )
            }
            return (comparison, nameSite)
        }
    }

    private func quality(_ element: Element) -> QualityMetric? {
        let record = element.record(
            log,
            expected: "a mapping such as {event: eval_accuracy}",
            SuiteFormat.quality
        )
        let direction = record?["higher_is_better"]
        let higherIsBetter =
            direction == nil ? SuiteDefaults.higherIsBetter : direction?.boolean(log)
        let target = record?["target"]?.number(in: SuiteLimits.target, log)
        let tolerance = record?["tolerance"]?.number(in: SuiteLimits.tolerance, log)
        guard let event = record?["event"]?.eventKey(log), let higherIsBetter else { return nil }
        return QualityMetric(
            event: event,
            higherIsBetter: higherIsBetter,
            target: target,
            tolerance: tolerance
        )
    }

    /// Every variant in every cell of the matrix; a comparison without one has one cell.
    private func variants(
        _ record: [String: Element],
        _ matrix: Matrix
    ) -> (names: [String]?, variants: [MatrixVariant]) {
        let defaults = self.defaults(record, matrix)
        guard let element = record["variants"],
            let fields = element.fields(log, expected: "a mapping of variant names to variants")
        else {
            shared.note(nil)
            return (nil, [])
        }
        if fields.isEmpty {
            log.report("is empty; a comparison needs the baseline at least", at: element.site)
        }
        guard fields.count <= SuiteLimits.mostEntries else {
            shared.note(nil)
            log.report(
                "more than \(SuiteLimits.mostEntries) variants; split the comparison",
                at: element.site
            )
            return (fields.map(\.name), [])
        }
        // Beyond the limit the count may be as large as a number gets: it is not multiplied.
        guard matrix.cellCount <= SuiteLimits.mostEntries / max(fields.count, 1) else {
            shared.note(nil)
            log.report(
                "the matrix makes \(matrix.cellCount) combinations of \(fields.count) variants, more "
                    + "than \(SuiteLimits.mostEntries) in all; split the comparison",
                at: matrix.site ?? element.site
            )
            return (fields.map(\.name), [])
        }
        let drafts = fields.map { draft($0, defaults, matrix) }
        let known = Set(drafts.flatMap(\.parameters.keys)).union(defaults.parameters.keys)
            .union(matrix.names)
        let kept = matrix.cells.flatMap { cell in
            drafts.filter { !matrix.excludes($0.field.name, cell) }.map { ($0, cell) }
        }
        matrix.reportUnmatched(variants: fields.map(\.name), log)
        let resolved = kept.map { variant($0, defaults, in: $1, known: known) }
        for draft in drafts {
            let own = resolved.compactMap(\.self).filter { $0.name == draft.field.name }
            guard !own.isEmpty else { continue }
            log.reportUnused(
                draft.parameters,
                used: own.reduce(into: Set<Parameter>()) { $0.formUnion($1.used) }
            )
        }
        // With a command that could not be read nobody knows what it would have used.
        if defaults.hasCommand == (defaults.command != nil), resolved.allSatisfy({ $0 != nil }) {
            let used = resolved.reduce(into: Set<Parameter>()) { $0.formUnion($1?.used ?? []) }
            log.reportUnused(defaults.parameters, used: used)
            matrix.reportUnused(used, log)
            shared.note(used)
        } else {
            shared.note(nil)
        }
        return (fields.map(\.name), resolved.compactMap(\.self))
    }

    private func defaults(_ record: [String: Element], _ matrix: Matrix) -> Defaults {
        let parameters = record["parameters"]?.parameters(overrides, log) ?? [:]
        matrix.reportClash(parameters, log)
        return Defaults(
            command: record["command"].flatMap { CommandTemplate($0, log) },
            hasCommand: record["command"] != nil,
            parameters: parameters,
            environment: record["environment"]?
                .environment(ParameterScope(matrix.anyCell, parameters, shared.values), log) ?? [:],
            loadGenFolder: record["loadgen"].flatMap { $0.loadGenFolder(log) }
        )
    }

    private func draft(_ field: Field, _ defaults: Defaults, _ matrix: Matrix) -> Draft {
        if !Name.isLabel(field.name) {
            log.report(
                "a variant name starts with a letter or digit and has only letters, digits, ., _, "
                    + "+ and -",
                at: field.site
            )
        }
        // `dense:` without a body is the comparison's command as it stands.
        let record =
            field.value.isNull
            ? [:]
            : field.value.record(
                log,
                expected: "a mapping, or nothing for the comparison's own command",
                SuiteFormat.variant
            ) ?? [:]
        let parameters = record["parameters"]?.parameters(overrides, log) ?? [:]
        matrix.reportClash(parameters, log)
        let scope = ParameterScope(
            matrix.anyCell,
            parameters,
            defaults.parameters,
            shared.values
        )
        var command = record["command"].flatMap { CommandTemplate($0, log) }
        if record["command"] == nil {
            command = defaults.command
            if !defaults.hasCommand {
                log.report("has no command; write one here or in the comparison", at: field.site)
            }
        }
        return Draft(
            field: field,
            command: command,
            parameters: parameters,
            environment: record["environment"]?.environment(scope, log) ?? [:]
        )
    }

    /// The variant with all defaults and placeholders filled in, and the parameters it uses.
    private func variant(
        _ draft: Draft,
        _ defaults: Defaults,
        in cell: MatrixCell,
        known: Set<String>
    ) -> MatrixVariant? {
        guard let command = draft.command else { return nil }
        let resolver = CommandResolver(
            place: .comparison,
            steps: steps,
            scope: ParameterScope(
                cell.parameters,
                draft.parameters,
                defaults.parameters,
                shared.values
            ),
            log: log,
            defined: known,
            user: "the variant \(quoted(draft.field.name))"
        )
        let (arguments, used) = resolver.resolve(command.arguments)
        if defaults.loadGenFolder != nil, !arguments.joined().contains(.output) {
            log.report(
                "“loadgen” reads what the command leaves in {output}, and this command has no "
                    + "{output}",
                at: draft.field.site
            )
        }
        let environment = defaults.environment.merging(draft.environment) { $1 }
        let variant = Variant(
            name: draft.field.name,
            command: Command(
                arguments: arguments,
                environment: environment,
                loadGenFolder: defaults.loadGenFolder
            ),
            // A default that the variant's own command does not use says nothing about it.
            parameters: used.reduce(into: [:]) { $0[$1.name] = $1.text }
        )
        return MatrixVariant(name: draft.field.name, cell: cell, variant: variant, used: used)
    }
}

extension Element {
    /// A name that becomes a folder.
    func folderName(_ log: MistakeLog) -> String? {
        guard let name = text(log, expected: "a name") else { return nil }
        if !Name.isFolderName(name) {
            log.report(
                "\(quoted(name)) becomes a folder: use only a–z, 0–9 and -, at most 100 of them",
                at: site
            )
        }
        return name
    }

    /// `{output}` or a folder below it, as the path below it.
    func loadGenFolder(_ log: MistakeLog) -> String? {
        guard let text = text(log, expected: "“{output}” or a folder below it") else { return nil }
        let start = "{output}"
        let rest = text.hasPrefix(start) ? text.dropFirst(start.count) : nil
        let names = rest?.split(separator: "/", omittingEmptySubsequences: false).dropFirst() ?? []
        guard let rest, rest.isEmpty || rest.hasPrefix("/"),
            names.allSatisfy({ Name.isLabel(String($0)) })
        else {
            log.report(
                "expected “{output}” or a folder below it such as “{output}/logs”, found "
                    + quoted(text),
                at: site
            )
            return nil
        }
        return names.joined(separator: "/")
    }

    /// The key of an event of the workload's log.
    func eventKey(_ log: MistakeLog) -> String? {
        guard let key = text(log, expected: "the key of an event") else { return nil }
        if key.isEmpty || key.contains(where: \.isWhitespace) {
            log.report("the key of an event is one word, found \(quoted(key))", at: site)
        }
        return key
    }
}
