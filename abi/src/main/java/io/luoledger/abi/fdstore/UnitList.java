package io.luoledger.abi.fdstore;

import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The units that a host has: as systemctl list-unit-files or list-units prints them, or one a line. */
public final class UnitList {
    private static final Pattern LINE = Pattern.compile("(?:[●○×↻*]\\s+)?"
            + "([A-Za-z0-9:_.\\\\@-]+\\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope))"
            + "(?:\\s.*)?");
    private static final Pattern HEADING = Pattern.compile("UNIT( FILE)?\\s+(STATE|LOAD)\\b.*");
    private static final Pattern INSTANCE = Pattern.compile("([^@]+@).+(\\.[a-z]+)");

    private final Set<String> units;

    private UnitList(Set<String> units) {
        this.units = units;
    }

    /**
     * Reads a list, or several; behind the first empty line below the units systemctl explains, and counts them.
     *
     * @param name of the list, for messages
     * @throws UnreadableInputException with the line that names no unit, and for a list without one
     */
    public static UnitList read(String text, String name) {
        Set<String> units = new HashSet<>();
        int number = 0;
        boolean explained = false;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            explained |= line.isEmpty() && !units.isEmpty();
            if (line.isEmpty() || HEADING.matcher(line).matches()) {
                continue;
            }
            Matcher unit = LINE.matcher(line);
            if (unit.matches()) {
                units.add(unit.group(1));
            } else if (!explained) {
                throw new UnreadableInputException(
                        name + ": line " + number + ": expected a unit such as vmm.service, found \""
                                + line.substring(0, Math.min(line.length(), 60)) + "\"");
            }
        }
        if (units.isEmpty()) {
            throw new UnreadableInputException(
                    name + ": no unit in it, expected what systemctl list-unit-files prints");
        }
        return new UnitList(units);
    }

    /** Whether the host has this unit; an instance also where it has the template. */
    public boolean has(String unit) {
        Matcher instance = INSTANCE.matcher(unit);
        return units.contains(unit) || (instance.matches() && units.contains(instance.group(1) + instance.group(2)));
    }

    /** The mapping, with what this host has of its units. */
    public FdStoreMapped of(FdStoreMapped mapping) {
        List<StoredFd> entries = mapping.entries().stream()
                .map(entry -> new StoredFd(
                        entry.unit(),
                        entry.type(),
                        entry.fdName(),
                        entry.token(),
                        entry.sessionName(),
                        has(entry.unit())))
                .toList();
        return new FdStoreMapped(
                mapping.session(), mapping.version(), mapping.kexecsCount(), entries, mapping.problem());
    }
}
