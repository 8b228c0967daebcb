import LanguageServer
import Testing

@Suite struct DocumentURITests {
  @Test(
    "a path has one URI, and the URI the path",
    arguments: [
      ("/desk/bots/a.yaml", "file:///desk/bots/a.yaml"),
      ("/de sk/ü%.yaml", "file:///de%20sk/%C3%BC%25.yaml"), ("/a#b?c", "file:///a%23b%3Fc"),
      ("/😀", "file:///%F0%9F%98%80"),
    ])
  func roundTrip(path: String, uri: String) {
    #expect(DocumentURI.uri(of: path) == uri)
    #expect(DocumentURI.path(of: uri) == path)
  }

  @Test(
    "other spellings of the same path",
    arguments: ["file:///desk/a.yaml", "file://localhost/desk/a.yaml", "FILE:///desk/%61.yaml"])
  func spellings(uri: String) {
    #expect(DocumentURI.path(of: uri) == "/desk/a.yaml")
  }

  @Test(
    "what names no file of this machine",
    arguments: [
      "untitled:Untitled-1", "https://desk/a.yaml", "file://other/a.yaml", "file:", "file://x",
      "file:///%GG", "file:///%C3", "file:///%00", "file:///%", "",
    ])
  func noFile(uri: String) {
    #expect(DocumentURI.path(of: uri) == nil)
  }
}
