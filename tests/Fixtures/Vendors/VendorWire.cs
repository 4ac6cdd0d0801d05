using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>Reads and writes the bodies of the vendor test server, as JSON or XML.</summary>
internal sealed class VendorWire(VendorServerOptions options)
{
    private string ContentType => options.Xml ? "application/xml; charset=utf-8" : "application/json; charset=utf-8";

    public VendorReply Nothing(int status) => new(status, [], ContentType);

    public VendorReply Message(int status, string message) => options.Xml
        ? Xml(status, new XElement("error", new XElement("message", message)))
        : Json(status, writer => WriteObject(writer, [("message", message)]));

    public VendorReply User(int status, VendorUser user) => options.Xml
        ? Xml(status, Element("user", user.Fields()))
        : Json(status, writer => WriteObject(writer, user.Fields()));

    public VendorReply Group(int status, string name) => options.Xml
        ? Xml(status, Element("group", [("id", name), ("name", name)]))
        : Json(status, writer => WriteObject(writer, [("id", name), ("name", name)]));

    /// <param name="list">The name of the list's element, in XML.</param>
    /// <param name="item">The name of an item's element, in XML.</param>
    /// <param name="items">The fields of the items.</param>
    /// <param name="about">What the envelope says beside the items.</param>
    public VendorReply List(string list, string item, IEnumerable<IEnumerable<(string Name, object Value)>> items, IReadOnlyList<(
        string Name, object Value)> about)
    {
        if (options.Xml)
            return Xml(200, new XElement(list, about.Select(XmlField), items.Select(fields => Element(item, fields))));

        return Json(200, writer =>
        {
            var path = options.Envelope?.Split('.') ?? [];
            foreach (var name in path)
            {
                writer.WriteStartObject();
                if (name == path[0])
                    WriteFields(writer, about);
                writer.WritePropertyName(name);
            }

            writer.WriteStartArray();
            foreach (var fields in items)
                WriteObject(writer, fields);
            writer.WriteEndArray();
            foreach (var _ in path)
                writer.WriteEndObject();
        });
    }

    /// <summary>The fields of a body; <see langword="null"/> where it is not what the server understands.</summary>
    public IReadOnlyDictionary<string, string?>? Fields(string body)
    {
        try
        {
            return options.Xml ? XmlFields(body) : JsonFields(body);
        }
        catch (Exception error) when (error is JsonException or XmlException)
        {
            return null;
        }
    }

    private static Dictionary<string, string?> XmlFields(string body) =>
        XDocument.Parse(body).Root!.Elements().ToDictionary(element => element.Name.LocalName, element => (string?)element.Value);

    private Dictionary<string, string?>? JsonFields(string body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return null;
        var fields = new Dictionary<string, string?>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (options.NumericIds && property.Name == "userId" && property.Value.ValueKind != JsonValueKind.Number)
                return null;
            fields[property.Name] = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value.ToString();
        }

        return fields;
    }

    private VendorReply Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return new VendorReply(status, buffer.WrittenSpan.ToArray(), ContentType);
    }

    private VendorReply Xml(int status, XElement root) =>
        new(status, Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + root.ToString(SaveOptions.DisableFormatting)), ContentType);

    private static XElement Element(string name, IEnumerable<(string Name, object Value)> fields) => new(name, fields.Select(XmlField));

    private static XElement XmlField((string Name, object Value) field) => new(field.Name, field.Value switch
    {
        bool value => value ? "true" : "false",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => field.Value,
    });

    private void WriteObject(Utf8JsonWriter writer, IEnumerable<(string Name, object Value)> fields)
    {
        writer.WriteStartObject();
        WriteFields(writer, fields);
        writer.WriteEndObject();
    }

    private void WriteFields(Utf8JsonWriter writer, IEnumerable<(string Name, object Value)> fields)
    {
        foreach (var (name, value) in fields)
        {
            if (value is bool flag)
                writer.WriteBoolean(name, flag);
            else if (value is int number)
                writer.WriteNumber(name, number);
            else if (options.NumericIds && name == "id" && long.TryParse((string)value, CultureInfo.InvariantCulture, out var id))
                writer.WriteNumber(name, id);
            else
                writer.WriteString(name, (string)value);
        }
    }
}
