extension CodePages {
  /// PT22xx: lint and form.
  static let range22: [CodePage] = []
}
