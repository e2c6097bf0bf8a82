package io.luoledger.release;

import io.luoledger.cli.LuoLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the manual pages and the completions into a directory that is laid out as share/ of a system is. */
public final class Extras {
    private Extras() {}

    /** @param arguments the directory, the program's version, the time of the release */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        String version = arguments[1];
        String day = arguments[2].substring(0, "2026-01-01".length());
        CommandLine root = LuoLedger.commandLine();
        for (CommandLine command : all(root)) {
            ManPage page = new ManPage(command, version, day);
            write(share.resolve("man/man1").resolve(page.name() + ".1"), page.text());
        }
        String name = root.getCommandName();
        String bash = AutoComplete.bash(name, root);
        write(share.resolve("bash-completion/completions").resolve(name), bash);
        write(share.resolve("zsh/vendor-completions").resolve("_" + name), zsh(name, bash));
        write(share.resolve("fish/vendor_completions.d").resolve(name + ".fish"), FishCompletion.of(root));
    }

    /** The command and what is below it, as far as help shows it; "help" itself says no more than --help. */
    static List<CommandLine> all(CommandLine command) {
        List<CommandLine> all = new ArrayList<>();
        all.add(command);
        command.getSubcommands().values().stream()
                .filter(Extras::shown)
                .map(Extras::all)
                .forEach(all::addAll);
        return all;
    }

    static boolean shown(CommandLine command) {
        return !command.getCommandSpec().usageMessage().hidden()
                && !command.getCommandSpec().helpCommand();
    }

    /** zsh understands bash's completions; its file is a function, which at its first call has yet to complete something. */
    private static String zsh(String name, String bash) {
        return "#compdef " + name + "\n" + bash + "\n_bash_complete -o default -F _complete_" + name + "\n";
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
