public import Experiment
internal import GRDB

extension ResultStore {
    /// Stores the noise floors of a calibration; ones that it has already are replaced.
    ///
    /// - Throws: `StoreError`; none is stored then.
    public func save(_ floors: [NoiseFloor]) throws(StoreError) {
        try write { database in
            for floor in floors {
                try database.execute(
                    sql: """
                        INSERT OR REPLACE INTO noise_floor (run_id, comparison, metric,
                            workload_sha256, provenance, scope, log_ratios, pairs, floor)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        floor.runID, floor.comparison, floor.metric.rawValue,
                        floor.workloadDigest, floor.source?.provenance.rawValue,
                        floor.source?.scope, try JSONText.encode(floor.logRatios),
                        floor.logRatios.count, floor.floor(pairs: floor.logRatios.count),
                    ]
                )
            }
        }
    }

    /// The noise floors that calibrations of a suite found on a host.
    ///
    /// - Parameters:
    ///   - hostID: as the runs name it.
    ///   - suite: its name; what its baselines do is told by `NoiseFloor.workloadDigest`.
    /// - Returns: the newest first.
    /// - Throws: `StoreError`.
    public func noiseFloors(
        hostID: String,
        suite: String
    ) throws(StoreError) -> [NoiseFloor] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT noise_floor.*, run.started_at_ms FROM noise_floor
                    JOIN run ON run.id = noise_floor.run_id
                    WHERE run.suite = ? AND run.host_id = ?
                    ORDER BY run.started_at_ms DESC, run.rowid DESC, metric
                    """,
                arguments: [suite, hostID]
            ).map { row in
                let provenance = (row["provenance"] as String?).flatMap(Provenance.init)
                let scope: String? = row["scope"]
                return NoiseFloor(
                    runID: row["run_id"],
                    startedAtMilliseconds: row["started_at_ms"],
                    comparison: row["comparison"],
                    metric: RatioMetric(rawValue: row["metric"]) ?? .time,
                    workloadDigest: row["workload_sha256"],
                    source: provenance.flatMap { origin in
                        scope.map { EnergySource(provenance: origin, scope: $0) }
                    },
                    logRatios: try JSONText.decode(row["log_ratios"], as: [Double].self)
                )
            }
        }
    }
}
