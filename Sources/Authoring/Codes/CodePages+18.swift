extension CodePages {
  /// PT18xx: plans and git.
  static let range18: [CodePage] = []
}
