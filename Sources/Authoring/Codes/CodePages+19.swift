extension CodePages {
  /// PT19xx: decision diff.
  static let range19: [CodePage] = []
}
