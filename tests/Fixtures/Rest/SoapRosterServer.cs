using System.Xml.Linq;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Rest;

/// <summary>An application with a SOAP 1.1 service: accounts, and teams with members. What fails is a fault with status 500.</summary>
public sealed class SoapRosterServer : IAsyncDisposable
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace App = "urn:roster:v2";

    private HttpTestServer? _host;

    private SoapRosterServer()
    {
    }

    /// <summary>The accounts and teams.</summary>
    public VendorStore Store { get; } = new();

    /// <summary>The actions that were asked for, in order.</summary>
    public List<string> Actions { get; } = [];

    /// <summary>Where it listens.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <summary>Starts a server.</summary>
    public static async Task<SoapRosterServer> StartAsync()
    {
        var server = new SoapRosterServer();
        server._host = await HttpTestServer.StartAsync(server.HandleAsync);
        return server;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private static string Text(XElement call, string name) => call.Element(App + name)?.Value ?? string.Empty;

    private static XElement Person(VendorUser user) => new(
        App + "Person",
        new XAttribute("key", user.Id),
        new XElement(App + "Login", user.Username),
        new XElement(App + "Mail", user.Email));

    private async Task HandleAsync(HttpContext context)
    {
        var message = await XDocument.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
        var call = message.Root!.Element(Soap + "Body")!.Elements().Single();
        var isKnown = context.Request.Path == "/services/Roster"
            && context.Request.Headers["SOAPAction"] == $"\"{App}#{call.Name.LocalName}\""
            && message.Root.Element(Soap + "Header")?.Element(App + "Client")?.Value == "ldap-vendor-sync";
        XElement answer;
        lock (Actions)
        {
            Actions.Add(call.Name.LocalName);
            answer = isKnown ? Answer(call) : Fault("BadCall", "the action, the path or the header is wrong");
        }

        context.Response.StatusCode = answer.Name == Soap + "Fault" ? 500 : 200;
        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(
            new XElement(Soap + "Envelope", new XElement(Soap + "Body", answer)).ToString(), context.RequestAborted);
    }

    private XElement Answer(XElement call)
    {
        var team = Text(call, "Team");
        var user = Store.Find(Text(call, "Key"));
        return call.Name.LocalName switch
        {
            "FindPerson" => Store.FindByName(Text(call, "Login")) is { } found
                ? new XElement(App + "FindPersonResponse", Person(found))
                : Fault("NoSuchPerson", "nobody has this login"),
            "NewPerson" => Store.CreateUser(new VendorUser { Username = Text(call, "Login"), Email = Text(call, "Mail") }) is { } created
                ? new XElement(App + "NewPersonResponse", new XElement(App + "Key", created.Id))
                : Fault("LoginTaken", "the login is taken"),
            "ListTeam" => Store.Members(team) is { } members
                ? new XElement(App + "ListTeamResponse", members.Select(Person))
                : Fault("NoSuchTeam", "there is no such team"),
            "Join" => user is null ? Fault("NoSuchPerson", "nobody has this key")
                : Store.Add(team, user.Id) ? new XElement(App + "JoinResponse") : Fault("AlreadyMember", "in already"),
            "Leave" => user is not null && Store.Remove(team, user.Id)
                ? new XElement(App + "LeaveResponse")
                : Fault("NotMember", "not in the team"),
            _ => Fault("BadCall", "there is no such operation"),
        };
    }

    private static XElement Fault(string code, string text) => new(
        Soap + "Fault",
        new XElement("faultcode", "soap:Client"),
        new XElement("faultstring", text),
        new XElement("detail", new XElement(App + code)));
}
