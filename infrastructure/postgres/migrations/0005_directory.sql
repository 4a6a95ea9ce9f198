-- A process that starts reads the whole directory of a log: few events among very many.
CREATE INDEX events_of_the_directory ON events (jurisdiction, position)
    WHERE topic IN (
        'OrgUnitFounded', 'OrgUnitMerged', 'OrgUnitDissolved', 'PostAppointed', 'PostVacated',
        'GridStaffed', 'GridMerged', 'BoundaryAdjusted', 'WorkItemAssigned', 'LeaderLinked',
        'EventCorrected'
    );
