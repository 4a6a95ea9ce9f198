-- phase: expand
-- What a body was upgraded to is what the directory says it is. The index of before serves older programs.
CREATE INDEX events_of_the_directory_v2 ON events (jurisdiction, position)
    WHERE topic IN (
        'OrgUnitFounded', 'OrgUnitMerged', 'OrgUnitDissolved', 'OrgUnitUpgraded', 'PostAppointed',
        'PostVacated', 'GridStaffed', 'GridMerged', 'BoundaryAdjusted', 'WorkItemAssigned',
        'LeaderLinked', 'EventCorrected'
    );
