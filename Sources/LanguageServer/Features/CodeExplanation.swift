import Authoring

/// The page of a code as an editor shows it.
enum CodeExplanation {
  static func markdown(_ page: CodePage) -> String {
    """
    # \(page.code): \(page.title)

    \(page.cause)

    ## What to do

    \(page.remedy)

    """
  }
}
