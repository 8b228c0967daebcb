extension CodePages {
  /// PT22xx: lint and form. The pages stand with the rules.
  static let range22: [CodePage] = Linter.rules.map(\.page) + Linter.ownPages
}
