package io.luoledger.release;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for fish: commands where a command may stand, options of the command that was given. */
final class FishCompletion {
    /** The words before the cursor tell the command; fish itself knows no commands below commands. */
    private static final String FUNCTIONS = """
            # The command so far is the one that is named, whatever follows it.
            function __luo_ledger_in
                set -l words (commandline -opc)
                set -e words[1]
                for name in $argv
                    set -q words[1]; and test "$words[1]" = $name; or return 1
                    set -e words[1]
                end
            end

            # The command so far is the one that is named, and nothing follows it.
            function __luo_ledger_at
                set -l words (commandline -opc)
                test (count $words) -eq (math (count $argv) + 1); and __luo_ledger_in $argv
            end

            """;

    private final String name;
    private final StringBuilder script = new StringBuilder(FUNCTIONS);

    private FishCompletion(String name) {
        this.name = name;
    }

    static String of(CommandLine root) {
        FishCompletion completion = new FishCompletion(root.getCommandName());
        completion.add(root, List.of());
        return completion.script.toString();
    }

    private void add(CommandLine command, List<String> path) {
        List<CommandLine> below =
                command.getSubcommands().values().stream().filter(Extras::shown).toList();
        String where = condition(below.isEmpty() ? "__luo_ledger_in" : "__luo_ledger_at", path);
        for (CommandLine sub : below) {
            script.append(complete(where))
                    .append(" -f -a ")
                    .append(sub.getCommandName())
                    .append(" -d ")
                    .append(quoted(firstSentence(summary(sub.getCommandSpec()))))
                    .append('\n');
        }
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                script.append(complete(where)).append(words(option)).append('\n');
            }
        }
        boolean takesFiles = command.getCommandSpec().positionalParameters().stream()
                .anyMatch(argument -> isFile(argument) || argument.completionCandidates() == null);
        if (below.isEmpty() && !takesFiles) {
            script.append(complete(where)).append(" -f\n");
        }
        for (CommandLine sub : below) {
            List<String> further = new ArrayList<>(path);
            further.add(sub.getCommandName());
            add(sub, further);
        }
    }

    private static String condition(String function, List<String> path) {
        return path.isEmpty() ? function : function + " " + String.join(" ", path);
    }

    private String complete(String where) {
        return "complete -c " + name + " -n '" + where + "'";
    }

    private static String words(OptionSpec option) {
        StringBuilder words = new StringBuilder();
        for (String one : option.names()) {
            if (one.startsWith("--")) {
                words.append(" -l ").append(one.substring(2));
            } else {
                words.append(one.length() == 2 ? " -s " : " -o ").append(one.substring(1));
            }
        }
        if (option.arity().max() > 0) {
            words.append(values(option));
        }
        String description = option.description().length == 0 ? "" : option.description()[0];
        return words + " -d " + quoted(firstSentence(description));
    }

    private static String values(ArgSpec option) {
        Iterable<String> candidates = option.completionCandidates();
        if (candidates != null) {
            List<String> known =
                    StreamSupport.stream(candidates.spliterator(), false).toList();
            return " -x -a " + quoted(String.join(" ", known));
        }
        return isFile(option) ? " -r -F" : " -x";
    }

    private static boolean isFile(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes().length == 0 ? argument.type() : argument.auxiliaryTypes()[0];
        return type == Path.class || type == File.class;
    }

    private static String summary(CommandSpec spec) {
        String[] header = spec.usageMessage().header();
        String[] description = spec.usageMessage().description();
        return header.length > 0 ? header[0] : description.length > 0 ? description[0] : "";
    }

    private static String firstSentence(String text) {
        String line = Ansi.OFF.string(text.replace("%n", " ").replace("%%", "%"));
        int end = line.indexOf(". ");
        return (end < 0 ? line : line.substring(0, end)).replaceFirst("\\.$", "");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
