package io.luoledger.cli;

import java.util.HexFormat;

/**
 * Text from elsewhere, for a terminal. Names are chosen by whoever made the session: what a terminal would obey is shown
 * as "\\x1b" instead.
 */
final class Printable {
    private Printable() {}

    static String text(String any) {
        if (any.chars().noneMatch(Character::isISOControl)) {
            return any;
        }
        StringBuilder shown = new StringBuilder();
        any.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }
}
