extension String {
    /// The text without a full stop at its end, to be put into a sentence that has its own.
    package var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
