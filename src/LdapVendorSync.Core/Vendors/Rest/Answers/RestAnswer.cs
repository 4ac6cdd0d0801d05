using System.Text;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Vendors.Rest.Soap;

namespace LdapVendorSync.Core.Vendors.Rest.Answers;

/// <summary>An answer while it is being judged: what can be read of it, read once.</summary>
internal sealed class RestAnswer
{
    private readonly Lazy<DataNode?> _body;
    private readonly Lazy<SoapFault?> _fault;

    public RestAnswer(VendorHttpResponse response, RestOperation operation)
    {
        Response = response;
        IsOfRead = !operation.IsWrite;
        _body = new Lazy<DataNode?>(() => TryParse(response, operation));
        _fault = new Lazy<SoapFault?>(() => operation.Envelope is not null && Body is { } body ? SoapFault.Find(body) : null);
    }

    public VendorHttpResponse Response { get; }

    /// <summary>Whether something was asked, not changed.</summary>
    public bool IsOfRead { get; }

    public int Status => (int)Response.Status;

    /// <summary>The body; <see langword="null"/> where it cannot be read, as those of errors often cannot.</summary>
    public DataNode? Body => _body.Value;

    /// <summary>Whether there is a body that cannot be read: what it says is not known.</summary>
    public bool IsUnreadable => Response.Body.Length > 0 && Body is null;

    /// <summary>The SOAP fault; <see langword="null"/> where it is none.</summary>
    public SoapFault? Fault => _fault.Value;

    public string Text => Encoding.UTF8.GetString(Response.Body.Span);

    /// <summary>Reads a body.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static DataNode Parse(VendorHttpResponse response, RestOperation operation)
    {
        var body = ResponseContent.Parse(response, operation.Format, operation.Namespaces);
        return operation.Envelope is null ? body : SoapAnswer.Unwrap(body);
    }

    private static DataNode? TryParse(VendorHttpResponse response, RestOperation operation)
    {
        try
        {
            return Parse(response, operation);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
