using System.CommandLine;
using System.CommandLine.Parsing;

namespace LdapVendorSync.Cli.Commands;

/// <summary>
/// Refuses arguments without text: a shell variable that is not set arrives like that, and must not come to mean the last run or everybody.
/// </summary>
internal static class BlankArgument
{
    /// <summary>Makes the command line invalid where the argument is given and blank.</summary>
    public static Argument<string> RefuseBlank(this Argument<string> argument)
    {
        argument.Validators.Add(Validate);
        return argument;
    }

    private static void Validate(ArgumentResult result)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            result.AddError($"{result.Argument.Name} is empty. Is a variable not set?");
    }
}
