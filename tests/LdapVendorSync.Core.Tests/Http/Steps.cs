using System.Globalization;
using Microsoft.AspNetCore.Http;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Steps of a scripted server by their names, for theories.</summary>
internal static class Steps
{
    /// <summary>A status, or one of <c>reset</c>, <c>truncate</c>, <c>hang</c>, <c>hang in body</c>.</summary>
    public static RequestDelegate Of(string fault) => fault switch
    {
        "reset" => Reset,
        "truncate" => Truncate,
        "hang" => Hang,
        "hang in body" => async context =>
        {
            await context.Response.WriteAsync("[");
            await context.Response.Body.FlushAsync();
            await Hang(context);
        },
        _ => Status(int.Parse(fault, CultureInfo.InvariantCulture)),
    };
}
