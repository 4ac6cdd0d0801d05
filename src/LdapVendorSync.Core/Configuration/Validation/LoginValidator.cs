using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks the description of a login call.</summary>
internal static class LoginValidator
{
    public static void Validate(AuthSettings auth, LoginSettings login, ValidationContext context)
    {
        if (login.TokenPath is not null && login.TokenHeader is not null)
            context.Error(login, "token_header", "The token stands either in the body or in a header.", "Remove token_path or token_header.");
        if (!login.UsesCookies && login.TokenPath is null && login.TokenHeader is null)
            context.Error(login, "cookies", "The login would yield nothing.", "Say where its token stands, or leave cookies out.");
        if (auth.Header is not null && auth.Parameter is not null)
            context.Error(auth, "parameter", "The token goes either into a header or into the query.", "Remove header or parameter.");
        if (login.Body is not null && login.Form.Count > 0)
            context.Error(login, "form", "There is one body only.", "Remove body or form.");
        if (login.Basic && (auth.Username is null || auth.Password is null))
            context.Error(login, "basic", "It sends username and password, and one of them is missing.", "Give both beside method.");
        foreach (var status in login.ExpiredStatuses.Where(status => status is < 300 or > 499))
            context.Error(login, "expired_statuses", $"{status} does not say that a login has expired.", "Give statuses from 300 to 499.");
        CheckTemplates(auth, login, context);
    }

    private static void CheckTemplates(AuthSettings auth, LoginSettings login, ValidationContext context)
    {
        try
        {
            var fields = LoginCall.Parse(login).Fields;
            RequireValue("username", auth.Username is not null);
            RequireValue("password", auth.Password is not null);
            RequireValue("token", auth.Token is not null);

            void RequireValue(string key, bool isGiven)
            {
                if (!isGiven && fields.Contains(key))
                    context.Error(auth, key, $"The login call sends {{{key}}}.");
            }
        }
        catch (TemplateException error)
        {
            context.Error(login, "path", $"The login call cannot be made: {error.Message}.");
        }
    }
}
