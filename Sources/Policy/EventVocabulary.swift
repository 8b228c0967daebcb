package import CEL

/// The closed sets of words that events and expressions share.
package enum EventVocabulary {
  /// The enumerations whose cases every expression may name: `BUY`, `SELL`, `book`, `registry`, `model`.
  package static let enumerations = TypeName.enumerations
}
