extension BinaryInteger {
    /// A number of things: "1 trial", "3 trials".
    package func counted(_ singular: String) -> String {
        self == 1 ? "1 \(singular)" : "\(self) \(singular)s"
    }
}

extension String {
    /// The text without a full stop at its end, to be put into a sentence that has its own.
    package var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
