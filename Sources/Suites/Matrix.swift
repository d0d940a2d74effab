internal import Experiment

/// A combination of one value of each axis of a matrix.
struct MatrixCell: Hashable {
    /// In the order of the axes.
    var values: [Parameter]

    var parameters: [String: Parameter] {
        values.reduce(into: [:]) { $0[$1.name] = $1 }
    }

    /// What it adds to the name of a variant: "-batch32-threads1"; nothing without axes.
    ///
    /// A value that begins with a digit follows the name of its axis at once, another one after a
    /// hyphen. What a name may not hold becomes a hyphen, too.
    var suffix: String {
        values.map { value in
            let text = String(value.text.map { Name.isLabel("a\($0)") ? $0 : "-" })
            let joins = text.first?.isNumber == true && value.name.last?.isNumber != true
            return "-\(value.name)\(joins ? "" : "-")\(text)"
        }.joined()
    }

    /// The same for the name of a comparison, which becomes a folder.
    var folderSuffix: String {
        String(suffix.lowercased().map { Name.isFolderName(String($0)) ? $0 : "-" })
    }
}

/// A variant in a cell of the matrix, with the parameters that it uses.
struct MatrixVariant {
    /// Without the cell.
    var name: String
    var cell: MatrixCell
    var variant: Variant
    var used: Set<Parameter>
}

/// The values that a comparison's variants are each run with: `matrix` and `exclude`.
struct Matrix {
    /// The key `matrix`; `nil` where there is none.
    private(set) var site: Site?

    /// The names of the axes in the order of the file.
    private(set) var names: [String] = []

    /// All combinations that could be made, the last axis running fastest; one without an axis.
    private(set) var cells: [MatrixCell] = [MatrixCell(values: [])]

    /// How many there are; `cells` stays short where these are too many.
    private(set) var cellCount = 1
    private var exclusions: [Exclusion] = []

    /// What `exclude` says about one combination or several.
    private struct Exclusion {
        var site: Site
        var values: [String: String]

        func holds(_ variant: String, _ cell: MatrixCell) -> Bool {
            values.allSatisfy { name, value in
                name == Matrix.variantKey
                    ? value == variant : cell.parameters[name]?.text == value
            }
        }
    }

    /// Stands beside the axes in `exclude` and `baseline`.
    static let variantKey = "variant"

    /// Reads both keys of a comparison.
    init(_ record: [String: Element], overrides: Overrides, log: MistakeLog) {
        if let element = record["matrix"] {
            site = element.site
            for field in element.fields(log, expected: "a mapping of parameters to lists") ?? [] {
                add(axis(field, overrides, log), named: field.name)
            }
            if names.isEmpty { log.report("is empty; name a parameter", at: element.site) }
        }
        guard let element = record["exclude"] else { return }
        if site == nil {
            log.report("excludes combinations of a matrix; there is none", at: element.site)
        }
        let expected = "a list of combinations such as {batch: 1, threads: 2}"
        exclusions = (element.items(log, expected: expected) ?? []).compactMap { item in
            self.values(item, overrides, log).map { Exclusion(site: item.site, values: $0) }
        }
    }

    private mutating func add(_ axis: [Parameter], named name: String) {
        names.append(name)
        let (count, isTooLarge) = cellCount.multipliedReportingOverflow(by: max(axis.count, 1))
        cellCount = isTooLarge ? .max : count
        guard cellCount <= SuiteLimits.mostEntries else { return cells = [] }
        guard !axis.isEmpty else { return }
        cells = cells.flatMap { cell in axis.map { MatrixCell(values: cell.values + [$0]) } }
    }

    /// The values of one axis; one where the command line replaces them.
    private func axis(_ field: Field, _ overrides: Overrides, _ log: MistakeLog) -> [Parameter] {
        guard field.name != Self.variantKey, Name.isParameter(field.name),
            !Element.reserved.contains(field.name)
        else {
            log.report(
                "a parameter name starts with a letter, has only letters, digits, _ and -, and is "
                    + "not \(quotedList(Element.reserved + [Self.variantKey]))",
                at: field.site
            )
            return []
        }
        let items = field.value.items(log, expected: "a list of values such as [1, 32, 256]") ?? []
        if items.isEmpty, case .some = field.value.items(MistakeLog(), expected: "") {
            log.report("is empty; an axis has a value at least", at: field.value.site)
        }
        let texts = items.map { $0.text(log, expected: "a text, a number, true or false") }
        for (index, text) in texts.enumerated() where text.map(texts[..<index].contains) == true {
            log.report("the value \(quoted(text ?? "")) is there twice", at: items[index].site)
        }
        func parameter(_ text: String, _ place: Element, source: String = "") -> Parameter {
            Parameter(
                name: field.name,
                site: place.site,
                text: text,
                template: place.template(of: text, source: source, log)
            )
        }
        if let override = overrides.value(of: field.name) {
            return [parameter(override, field.value, source: "in the override: ")]
        }
        return zip(texts, items).compactMap { text, item in text.map { parameter($0, item) } }
    }

    /// A combination, or a part of one, as `exclude` and `baseline` name it.
    private func values(
        _ element: Element,
        _ overrides: Overrides,
        _ log: MistakeLog
    ) -> [String: String]? {
        let expected = "a mapping of axes to values such as {batch: 1}"
        guard let fields = element.fields(log, expected: expected) else { return nil }
        if fields.isEmpty { log.report("is empty; name a value of an axis", at: element.site) }
        var values: [String: String] = [:]
        for field in fields {
            guard let text = field.value.text(log, expected: "a value of the axis") else {
                continue
            }
            let known = cells.compactMap { $0.parameters[field.name]?.text }
            if field.name != Self.variantKey, !names.contains(field.name) {
                log.report(
                    "the matrix has no axis of this name"
                        + hint(for: field.name, among: names + [Self.variantKey]),
                    at: field.site
                )
            } else if field.name != Self.variantKey, !known.isEmpty, !known.contains(text),
                overrides.value(of: field.name) == nil
            {
                var seen: Set<String> = []
                let values = known.filter { seen.insert($0).inserted }
                log.report(
                    "the axis has no value \(quoted(text))\(hint(for: text, among: values))",
                    at: field.value.site
                )
            }
            values[field.name] = text
        }
        return values
    }
}

extension Matrix {
    /// Values of any cell, to tell which names are parameters.
    var anyCell: [String: Parameter] { cells.first?.parameters ?? [:] }

    func excludes(_ variant: String, _ cell: MatrixCell) -> Bool {
        exclusions.contains { $0.holds(variant, cell) }
    }

    /// Reports exclusions that exclude no variant: most often a slip.
    func reportUnmatched(variants: [String], _ log: MistakeLog) {
        for exclusion in exclusions {
            guard let name = exclusion.values[Self.variantKey], !variants.contains(name) else {
                continue
            }
            log.report(
                "no variant is called \(quoted(name))\(hint(for: name, among: variants))",
                at: exclusion.site
            )
        }
    }

    /// Reports parameters that are an axis and stand beside the matrix, too.
    func reportClash(_ parameters: [String: Parameter], _ log: MistakeLog) {
        for name in names {
            guard let parameter = parameters[name] else { continue }
            log.report("is an axis of the matrix, too; remove one of them", at: parameter.site)
        }
    }

    /// Reports axes that no variant uses: all their cells would be the same.
    func reportUnused(_ used: Set<Parameter>, _ log: MistakeLog) {
        let usedNames = Set(used.map(\.name))
        guard let site else { return }
        for name in names where !usedNames.contains(name) {
            log.report("no command uses {\(name)}; use it or remove it", at: site.child(name))
        }
    }

    /// The combination that `baseline` names as a mapping; `nil` after reporting what is wrong.
    func combination(
        _ element: Element,
        _ overrides: Overrides,
        _ log: MistakeLog
    ) -> (variant: String, cell: MatrixCell)? {
        guard let values = values(element, overrides, log) else { return nil }
        guard let variant = values[Self.variantKey] else {
            log.report("the key \(quoted(Self.variantKey)) is missing", at: element.site)
            return nil
        }
        guard site != nil else {
            log.report("names a combination of a matrix; there is none", at: element.site)
            return nil
        }
        let fitting = cells.filter { cell in
            values.allSatisfy { name, value in
                name == Self.variantKey || cell.parameters[name]?.text == value
            }
        }
        guard let cell = fitting.first, fitting.count == 1 else {
            log.report(
                fitting.isEmpty
                    ? "the matrix has no such combination"
                    : "fits \(fitting.count) combinations; give a value of each axis",
                at: element.site
            )
            return nil
        }
        return (variant, cell)
    }
}
