package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What makes a check fail: errors, but for those that something settled later, and those that are left out by name. */
public final class Failure {
    private record Missed(String host, String subject, long event) {}

    private Failure() {}

    /** @param ignored kinds that are left out */
    public static boolean in(List<Finding> findings, Set<FindingKind> ignored) {
        Set<Finding> settled = new HashSet<>(settled(findings));
        return findings.stream()
                .anyMatch(finding -> finding.kind().severity() == Severity.ERROR
                        && !ignored.contains(finding.kind())
                        && !settled.contains(finding));
    }

    /** Those that a later one takes back: a missed function that turned up and was retrieved. */
    public static List<Finding> settled(List<Finding> findings) {
        Set<Missed> returned = new HashSet<>();
        findings.stream()
                .filter(finding -> finding.kind().equals(FindingCatalogue.DEVICE_RETURNED))
                .forEach(finding -> finding.evidence()
                        .forEach(event -> returned.add(new Missed(finding.host(), finding.subject(), event))));
        return findings.stream()
                .filter(finding -> finding.kind().equals(FindingCatalogue.DEVICE_MISSING))
                .filter(finding -> returned.contains(new Missed(
                        finding.host(), finding.subject(), finding.evidence().getLast())))
                .toList();
    }
}
