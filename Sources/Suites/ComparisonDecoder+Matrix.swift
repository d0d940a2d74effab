internal import Experiment

extension ComparisonDecoder {
    /// The variants of one comparison that a matrix makes.
    struct Group {
        /// What is added to the name of the comparison in the file.
        var suffix: String
        var baseline: String
        var variants: [Variant]
    }

    /// Shares the variants out over comparisons.
    ///
    /// A baseline that is the name of a variant is run in each cell, and each cell is a comparison
    /// of its own. One that is a combination is one variant among all cells, in one comparison.
    ///
    /// - Returns: `nil` where the baseline could not be read.
    func grouped(
        _ made: [MatrixVariant],
        names: [String]?,
        baseline element: Element?,
        _ matrix: Matrix
    ) -> [Group]? {
        guard let element else { return nil }
        if element.isMapping {
            return oneGroup(made, names: names, baseline: element, matrix)
        }
        guard let name = baseline(element, among: names) else { return nil }
        return matrix.cells.compactMap { cell in
            let own = made.filter { $0.cell == cell }
            guard !own.isEmpty || matrix.site == nil else { return nil }
            if matrix.site != nil, names?.contains(name) == true,
                !own.contains(where: { $0.name == name })
            {
                log.report(
                    "\(quoted(name)) is excluded where other variants are not "
                        + "(\(printable(String(cell.suffix.dropFirst()))))",
                    at: element.site
                )
            }
            return Group(suffix: cell.folderSuffix, baseline: name, variants: own.map(\.variant))
        }
    }

    private func oneGroup(
        _ made: [MatrixVariant],
        names: [String]?,
        baseline element: Element,
        _ matrix: Matrix
    ) -> [Group]? {
        guard let (name, cell) = matrix.combination(element, overrides, log) else { return nil }
        checkName(name, among: names, at: element.site)
        var seen: Set<String> = []
        let variants = made.map { made in
            var variant = made.variant
            variant.name += made.cell.suffix
            if !seen.insert(variant.name).inserted {
                log.report(
                    "two combinations are called \(quoted(variant.name)); write their values "
                        + "differently",
                    at: matrix.site ?? element.site
                )
            } else if !Name.isLabel(variant.name) {
                log.report(
                    "with the values of the matrix the name \(quoted(variant.name)) is longer than "
                        + "100 characters",
                    at: matrix.site ?? element.site
                )
            }
            return variant
        }
        if names?.contains(name) == true,
            !made.contains(where: { $0.name == name && $0.cell == cell }),
            !made.isEmpty
        {
            log.report("this combination is excluded", at: element.site)
        }
        return [Group(suffix: "", baseline: name + cell.suffix, variants: variants)]
    }

    private func baseline(_ element: Element, among names: [String]?) -> String? {
        let expected = "the name of a variant, or a combination of the matrix"
        guard let name = element.text(log, expected: expected) else { return nil }
        checkName(name, among: names, at: element.site)
        return name
    }

    private func checkName(_ name: String, among names: [String]?, at site: Site) {
        guard let names, !names.isEmpty, !names.contains(name) else { return }
        log.report("no variant is called \(quoted(name))\(hint(for: name, among: names))", at: site)
    }
}
