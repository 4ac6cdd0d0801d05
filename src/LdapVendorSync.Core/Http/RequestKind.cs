namespace LdapVendorSync.Core.Http;

/// <summary>Requests that do the same to different people: the same method, and an address with as many parts.</summary>
/// <param name="Method">The method.</param>
/// <param name="Parts">How many slashes the address has.</param>
internal readonly record struct RequestKind(HttpMethod Method, int Parts)
{
    /// <summary>The kind of a request.</summary>
    public static RequestKind Of(VendorHttpRequest request) => new(request.Method, request.Address.Split('?')[0].Count(character => character == '/'));
}
