public import Experiment
internal import GRDB

extension ResultStore {
    /// Stores where the commands of a pinned reference run, and the digests of what they name, after
    /// it was built again.
    ///
    /// - Parameter pin: with the variants in the order in which they are stored.
    /// - Throws: `StoreError`; nothing is stored then.
    public func renew(_ pin: Pin) throws(StoreError) {
        try write { database in
            for (position, variant) in pin.variants.enumerated() {
                try database.execute(
                    sql: """
                        UPDATE pin_variant SET folder = ?, files = ? WHERE pin_id = ? AND position = ?
                        """,
                    arguments: [
                        variant.command.folder, try JSONText.encode(variant.files), pin.id,
                        position,
                    ]
                )
            }
        }
    }
}
