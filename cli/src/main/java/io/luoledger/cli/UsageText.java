package io.luoledger.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line: what was given, what is expected, and what may have been meant. */
final class UsageText {
    /** Of a dash and a letter, which is a letter away from any other. */
    private static final int SHORT = 2;

    private UsageText() {}

    static String of(ParameterException problem) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        Optional<String> slip = problem.getCommandLine().getUnmatchedArguments().stream()
                .filter(word -> word.startsWith("-"))
                .findFirst();
        if (slip.isPresent()) {
            // what is missing then may be what was misspelt
            return unmatched(command, slip.get());
        }
        return switch (problem) {
            case UnmatchedArgumentException unmatched ->
                unmatched(command, unmatched.getUnmatched().getFirst());
            case MissingParameterException missing -> missing(missing);
            case OverwrittenOptionException twice -> named(twice.getOverwritten()) + " is given twice; expected once";
            default ->
                problem.getArgSpec() != null && problem.getValue() != null ? badValue(problem) : sentence(problem);
        };
    }

    private static String unmatched(CommandSpec command, String word) {
        List<String> options = command.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
        if (word.startsWith("-") && word.length() > 1) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return options.contains(name)
                    ? name + " can't stand there: expected before the arguments, or once"
                    : "unknown option " + name + (name.length() == SHORT ? "" : didYouMean(name, options));
        }
        List<String> commands = List.copyOf(command.subcommands().keySet());
        return commands.isEmpty()
                ? "unexpected argument '" + word + "'" + expected(command) + didYouMean("--" + word, options)
                : "unknown command '" + word + "'" + didYouMean(word, commands);
    }

    private static String expected(CommandSpec command) {
        return command.positionalParameters().isEmpty()
                ? "; expected options only"
                : "; expected no more than "
                        + command.positionalParameters().stream()
                                .map(ArgSpec::paramLabel)
                                .collect(Collectors.joining(" "));
    }

    private static String missing(MissingParameterException problem) {
        List<ArgSpec> missing = problem.getMissing();
        if (missing.isEmpty()) {
            return sentence(problem);
        }
        ArgSpec first = missing.getFirst();
        boolean withoutValue = String.valueOf(problem.getMessage()).contains("parameter for option");
        if (withoutValue && first instanceof OptionSpec option) {
            return name(option) + " has no value; expected " + named(option) + about(option);
        }
        if (first.group() != null && missing.size() > 1) {
            return "expected one of " + missing.stream().map(UsageText::named).collect(Collectors.joining(", "));
        }
        return missing.stream().map(UsageText::named).collect(Collectors.joining(", "))
                + (missing.size() == 1 ? " is missing" + about(first) : " are missing");
    }

    /** The first one in words: further ones are other names for it. */
    private static String name(OptionSpec option) {
        return Arrays.stream(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElseGet(option::longestName);
    }

    private static String named(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? (name(option) + " " + option.paramLabel()).strip()
                : argument.paramLabel();
    }

    /** ": the outgoing kernel". */
    private static String about(ArgSpec argument) {
        String[] description = argument.description();
        if (description.length == 0 || description[0].isBlank() || description[0].contains("${")) {
            return "";
        }
        String text = description[0];
        boolean name = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        String began = name ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
        return ": " + (began.endsWith(".") ? began.substring(0, began.length() - 1) : began);
    }

    private static String badValue(ParameterException problem) {
        ArgSpec argument = problem.getArgSpec();
        String given = (argument instanceof OptionSpec option ? name(option) : argument.paramLabel()) + " "
                + problem.getValue() + ": ";
        Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : argument.type();
        if (type.isEnum()) {
            List<String> words = Arrays.stream(type.getEnumConstants())
                    .map(one -> one.toString().toLowerCase(Locale.ROOT))
                    .toList();
            return given + "expected one of " + String.join(", ", words)
                    + didYouMean(problem.getValue().toLowerCase(Locale.ROOT), words);
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return given + "expected a whole number";
        }
        if (type == double.class || type == Double.class) {
            return given + "expected a number";
        }
        String said = String.valueOf(problem.getMessage());
        int reason = said.indexOf("): ");
        return given + (reason < 0 ? "expected " + argument.paramLabel() : said.substring(reason + 3));
    }

    private static String sentence(ParameterException problem) {
        return String.valueOf(problem.getMessage()).replaceFirst("^Error: ", "");
    }

    private static String didYouMean(String word, List<String> known) {
        return nearest(word, known).map(one -> "; did you mean " + one + "?").orElse("");
    }

    /** What a slip of the finger may have come from: begins alike, or few letters differ. */
    static Optional<String> nearest(String word, List<String> known) {
        record Candidate(String name, int letters) {}
        return known.stream()
                .map(name -> new Candidate(
                        name,
                        name.length() > 1 && word.length() > 3 && name.startsWith(word) ? 1 : distance(word, name)))
                .filter(one -> one.letters() <= Math.max(1, (word.length() - 1) / 3))
                .min(Comparator.comparingInt(Candidate::letters))
                .map(Candidate::name);
    }

    /** Letters to add, drop, change or swap with the next. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
