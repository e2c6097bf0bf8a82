package io.luoledger.cli;

import io.luoledger.web.AccessToken;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What instances that ask each other over a network know each other by. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the token that the instances on a cluster, and who asks them over HTTP, say to each other"
                    + " (--http-token-file), and doesn't show it.",
            "A token that is there already stays, so it may run at every start."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClusterTokenCommand extends LedgerCommand {
    @Parameters(paramLabel = "FILE", description = "Where to put it, for its owner and group alone.")
    private Path file;

    @Override
    public Integer call() {
        if (Files.exists(file)) {
            AccessToken.read(file);
            out().println("token kept in " + file);
            return ExitCode.OK;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            Files.writeString(file, Passwords.random() + "\n");
        } catch (NoSuchFileException e) {
            throw new UnwritableOutputException(
                    file + ": can't be written: there is no directory "
                            + file.toAbsolutePath().getParent(),
                    e);
        } catch (IOException e) {
            throw new UnwritableOutputException(file + ": can't be written: " + Reason.of(e), e);
        }
        out().println("token made in " + file);
        return ExitCode.OK;
    }
}
