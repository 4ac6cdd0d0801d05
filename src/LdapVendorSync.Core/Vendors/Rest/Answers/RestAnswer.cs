using System.Text;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Vendors.Rest.Soap;

namespace LdapVendorSync.Core.Vendors.Rest.Answers;

/// <summary>An answer while it is being judged: what can be read of it, read once.</summary>
internal sealed class RestAnswer
{
    private readonly Lazy<(DataNode? Body, FormatException? Error)> _content;
    private readonly Lazy<SoapFault?> _fault;
    private readonly RestOperation _operation;

    public RestAnswer(VendorHttpResponse response, RestOperation operation)
    {
        Response = response;
        _operation = operation;
        IsOfRead = !operation.IsWrite;
        _content = new Lazy<(DataNode?, FormatException?)>(() => TryParse(response, operation));
        _fault = new Lazy<SoapFault?>(() => operation.Envelope is not null && Body is { } body ? SoapFault.Find(body) : null);
    }

    public VendorHttpResponse Response { get; }

    /// <summary>Whether something was asked, not changed.</summary>
    public bool IsOfRead { get; }

    public int Status => (int)Response.Status;

    /// <summary>The body; <see langword="null"/> where it cannot be read, as those of errors often cannot.</summary>
    public DataNode? Body => _content.Value.Body;

    /// <summary>Whether there is a body that cannot be read: what it says is not known.</summary>
    public bool IsUnreadable => Response.Body.Length > 0 && Body is null;

    /// <summary>The SOAP fault; <see langword="null"/> where it is none.</summary>
    public SoapFault? Fault => _fault.Value;

    public string Text => Encoding.UTF8.GetString(Response.Body.Span);

    /// <summary>The page of a list that the answer holds.</summary>
    /// <param name="allowsSingle">Whether a single item without a list around it counts too.</param>
    /// <exception cref="FormatException">There is none.</exception>
    public Page ToPage(bool allowsSingle = false)
    {
        var body = Body ?? throw _content.Value.Error!;
        return new Page(RestItems.Find(body, _operation, allowsSingle), body, Response);
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static DataNode Parse(VendorHttpResponse response, RestOperation operation)
    {
        var body = ResponseContent.Parse(response, operation.Format, operation.Namespaces);
        return operation.Envelope is null ? body : SoapAnswer.Unwrap(body);
    }

    private static (DataNode? Body, FormatException? Error) TryParse(VendorHttpResponse response, RestOperation operation)
    {
        try
        {
            return (Parse(response, operation), null);
        }
        catch (FormatException error)
        {
            return (null, error);
        }
    }
}
