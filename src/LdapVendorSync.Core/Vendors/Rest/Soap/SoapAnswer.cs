using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest.Soap;

/// <summary>Takes the envelope off an answer.</summary>
internal static class SoapAnswer
{
    /// <summary>What is wrong with an answer that is none.</summary>
    public const string NoEnvelope = "the answer is no SOAP envelope with a body";

    /// <summary>The content of the body, so that paths begin with the name of the element in it.</summary>
    /// <exception cref="FormatException">The answer is no envelope.</exception>
    public static DataNode Unwrap(DataNode answer)
    {
        if (answer.Find("Envelope") is not { } envelope || envelope.Find("Body") is not { } body)
            throw new FormatException(NoEnvelope);
        return body;
    }
}
