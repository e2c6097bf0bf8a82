package io.luoledger.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's help as a manual page, in the macros of man(7). */
final class ManPage {
    private final CommandLine command;
    private final CommandSpec spec;
    private final String version;
    private final String day;
    private final StringBuilder page = new StringBuilder();

    /** @param day when the release was made, such as 2026-01-31 */
    ManPage(CommandLine command, String version, String day) {
        this.command = command;
        this.spec = command.getCommandSpec();
        this.version = version;
        this.day = day;
    }

    /** Such as luo-ledger-abi-check. */
    String name() {
        return spec.qualifiedName("-");
    }

    String text() {
        page.append(".TH \"")
                .append(escaped(name().toUpperCase(Locale.ROOT)))
                .append("\" 1 ")
                .append(day)
                .append(" \"luo-ledger ")
                .append(version)
                .append("\" \"luo-ledger\"\n");
        List<String> says = lines(said());
        section("NAME");
        line(name() + " - " + (says.isEmpty() ? spec.qualifiedName() : says.getFirst()));
        section("SYNOPSIS");
        line(synopsis());
        section("DESCRIPTION");
        paragraphs(says);
        arguments();
        commands();
        exitCodes();
        List<String> footer = lines(List.of(spec.usageMessage().footer()));
        if (!footer.isEmpty()) {
            section("NOTES");
            asItStands(footer);
        }
        seeAlso();
        return page.toString();
    }

    private List<String> said() {
        return Stream.of(spec.usageMessage().header(), spec.usageMessage().description())
                .flatMap(Stream::of)
                .toList();
    }

    private String synopsis() {
        return plain(command.getHelp().synopsis(0)).replaceAll("\\s+", " ").strip();
    }

    private void arguments() {
        List<PositionalParamSpec> positionals = spec.positionalParameters().stream()
                .filter(argument -> !argument.hidden())
                .toList();
        if (!positionals.isEmpty()) {
            section("ARGUMENTS");
            positionals.forEach(argument -> tagged(plain(argument.paramLabel()), argument));
        }
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        if (!options.isEmpty()) {
            section("OPTIONS");
            options.forEach(option -> tagged(names(option), option));
        }
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + plain(option.paramLabel());
    }

    private void tagged(String tag, ArgSpec argument) {
        page.append(".TP\n.B ").append(escaped(tag)).append('\n');
        lines(List.of(argument.description())).forEach(this::line);
    }

    private void commands() {
        List<CommandLine> below =
                command.getSubcommands().values().stream().filter(Extras::shown).toList();
        if (below.isEmpty()) {
            return;
        }
        section("COMMANDS");
        for (CommandLine sub : below) {
            ManPage other = new ManPage(sub, version, day);
            page.append(".TP\n.B ").append(escaped(other.name())).append("(1)\n");
            lines(other.said()).stream().findFirst().ifPresent(this::line);
        }
    }

    private void exitCodes() {
        Map<String, String> codes = spec.usageMessage().exitCodeList();
        if (codes.isEmpty()) {
            return;
        }
        section("EXIT STATUS");
        codes.forEach((code, meaning) -> {
            page.append(".TP\n.B ").append(escaped(plain(code).strip())).append('\n');
            line(plain(meaning));
        });
    }

    private void seeAlso() {
        CommandSpec parent = spec.parent();
        if (parent != null) {
            section("SEE ALSO");
            line(parent.qualifiedName("-") + "(1)");
        }
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    /** Lines that are indented, such as tables and examples, keep their form; the others flow. */
    private void paragraphs(List<String> lines) {
        List<String> formed = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("  ")) {
                formed.add(line);
            } else {
                asItStands(formed);
                formed.clear();
                if (line.isBlank()) {
                    page.append(".PP\n");
                } else {
                    line(line);
                }
            }
        }
        asItStands(formed);
    }

    private void asItStands(List<String> lines) {
        if (!lines.isEmpty()) {
            page.append(".nf\n");
            lines.forEach(line -> page.append(escaped(line)).append('\n'));
            page.append(".fi\n");
        }
    }

    private void line(String text) {
        if (!text.isBlank()) {
            page.append(escaped(text)).append('\n');
        }
    }

    private static List<String> lines(List<String> texts) {
        return texts.stream().map(ManPage::plain).flatMap(String::lines).toList();
    }

    /** Without picocli's marks for colours, its "%n" a new line. */
    private static String plain(String text) {
        return Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
    }

    /** A leading dot or apostrophe would be a macro. */
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
