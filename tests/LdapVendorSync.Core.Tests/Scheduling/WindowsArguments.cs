using System.Text;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>Splits a command line as CommandLineToArgvW and the C runtime of Windows do ("Parsing C++ command-line arguments").</summary>
internal static class WindowsArguments
{
    public static IReadOnlyList<string> Split(string line)
    {
        var arguments = new List<string>();
        var argument = new StringBuilder();
        var (isOpen, isQuoted, backslashes) = (false, false, 0);
        foreach (var character in line)
        {
            if (character == '\\')
            {
                (isOpen, backslashes) = (true, backslashes + 1);
                continue;
            }

            if (character == '"')
            {
                // An even number stands for half as many, and the quote is a delimiter; after an odd number it is itself.
                argument.Append('\\', backslashes / 2);
                isOpen = true;
                if (backslashes % 2 == 1)
                    argument.Append('"');
                else
                    isQuoted = !isQuoted;
                backslashes = 0;
                continue;
            }

            argument.Append('\\', backslashes);
            backslashes = 0;
            if (isQuoted || character is not (' ' or '\t'))
            {
                argument.Append(character);
                isOpen = true;
            }
            else if (isOpen)
            {
                arguments.Add(argument.ToString());
                argument.Clear();
                isOpen = false;
            }
        }

        argument.Append('\\', backslashes);
        if (isOpen)
            arguments.Add(argument.ToString());
        return arguments;
    }
}
