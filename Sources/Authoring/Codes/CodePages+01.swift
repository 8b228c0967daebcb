extension CodePages {
  /// PT01xx: YAML.
  static let range01: [CodePage] = []
}
