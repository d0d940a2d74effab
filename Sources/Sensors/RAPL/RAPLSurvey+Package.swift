extension RAPLSurvey {
    /// What can be read of one package and its memory, each joule of it through one zone only.
    ///
    /// The kernel may show a package several times: under one name in several views, or whole in
    /// one view and by its dies in another. The first that can be read is taken, and where that
    /// is not the first that there is, a note says so.
    ///
    /// - Parameters:
    ///   - zones: those of one package number; of several that are the same, the preferred first.
    ///   - dies: whether each die counts.
    ///   - read: is asked for no more zones than are needed.
    init(package zones: [RAPLZone], dies: DieRule, read: Read) {
        let packages = zones.filter { $0.part == .package }
        self.init()
        self += Self.first(of: packages, like: packages.min { $0.view < $1.view }, dies, read)
        // Memory comes the way that its package comes, where it can.
        let used = counters.map(\.zone)
        let memory = zones.filter { $0.part == .memory }
        let own = memory.filter { zone in
            used.contains { $0.view == zone.view && $0.package == zone.package }
        }
        let other = memory.filter { !own.contains($0) }
        let like = own.first ?? other.min { $0.view < $1.view }
        self += Self.first(of: own + other, like: like, dies, read)
        counters.sort { $0.zone.order < $1.zone.order }
    }

    /// One part of a package, whole or by its dies, but never both: the dies are in the whole.
    ///
    /// The preferred zone says which, unless that is incomplete and the other is not.
    private static func first(
        of zones: [RAPLZone],
        like preferred: RAPLZone?,
        _ dies: DieRule,
        _ read: Read
    ) -> RAPLSurvey {
        let isByDies = preferred?.package.die != nil
        let found = all(zones.filter { ($0.package.die != nil) == isByDies }, dies, read)
        let others = zones.filter { ($0.package.die != nil) != isByDies }
        guard let problem = found.problems.first, !others.isEmpty else { return found }
        var instead = all(others, dies, read)
        guard instead.problems.isEmpty else { return found }
        let entries = instead.counters.map(\.zone.entry)
        instead.notes.append(.instead(entries, of: found.problems, part: problem.part))
        return instead
    }

    /// Every name among zones of one part, each through one zone, but one of dies that mirror.
    ///
    /// Several names are several dies: zones of one part are either the whole package or dies.
    private static func all(_ zones: [RAPLZone], _ dies: DieRule, _ read: Read) -> RAPLSurvey {
        let names = Dictionary(grouping: zones, by: \.package).sorted { $0.key < $1.key }
            .map(\.value)
        var found = RAPLSurvey()
        for views in names {
            var next = one(of: views, read)
            if case .mirrored(let maker) = dies, names.count > 1, next.problems.isEmpty,
                let zone = next.counters.first?.zone
            {
                if !found.problems.isEmpty {
                    next.notes.append(.instead([zone.entry], of: found.problems, part: zone.part))
                }
                let others = names.compactMap(\.first?.label).filter { $0 != zone.label }
                next.notes.append(.mirrors(others, of: zone, maker: maker))
                return next
            }
            found += next
        }
        if dies == .unknown, names.count > 1, let part = zones.first?.part {
            found.notes.append(.added(names.compactMap(\.first?.label), part: part))
        }
        return found
    }

    /// One name: the first of its views that can be read.
    private static func one(of views: [RAPLZone], _ read: Read) -> RAPLSurvey {
        var found = RAPLSurvey()
        for zone in views {
            do throws(ZoneProblem) {
                found.counters = [try read(zone)]
            } catch {
                var error = error
                if !found.problems.isEmpty { error.label += " through \(zone.entry)" }
                found.problems.append(error)
            }
            // A zone of the same name in the same view is not the same counter once more but a
            // second one that cannot be told from the first.
            if let other = views.first(where: { $0.view == zone.view && $0 != zone }) {
                let reason = "\(zone.entry) and \(other.entry) have the same name"
                found.problems.append(
                    ZoneProblem(part: zone.part, label: zone.label, reason: reason)
                )
                return found
            }
            guard !found.counters.isEmpty else { continue }
            if !found.problems.isEmpty {
                found.notes = [.instead([zone.entry], of: found.problems, part: zone.part)]
                found.problems = []
            }
            return found
        }
        return found
    }
}
