package io.luoledger.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a person has to do around the reboot, and with the recording afterwards. */
public final class Afterwards {
    private Afterwards() {}

    /** Stands for the traced machine's name where it isn't known. */
    public static final String HOST = "HOST";

    /** The text, for this tracefs and this host. */
    public static String text(String root, String host) {
        try (InputStream in = Afterwards.class.getResourceAsStream("afterwards.txt")) {
            if (in == null) {
                throw new IllegalStateException("afterwards.txt is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{instance}", root + "/" + CapturePlan.INSTANCE)
                    .replace("{root}", root)
                    .replace("{group}", CapturePlan.GROUP)
                    .replace("{hostNote}", host.equals(HOST) ? " Put it for HOST (what `hostname` says there):" : "")
                    .replace("{host}", host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
