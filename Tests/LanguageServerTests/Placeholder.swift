/// Keeps the target until its first file is here.
enum LanguageServerTestsPlaceholder {}
