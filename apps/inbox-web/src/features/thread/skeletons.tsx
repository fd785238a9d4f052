/** What a thread looks like before it is there, in its own geometry; like all skeletons, only when it takes longer than a glance. */
import './skeletons.css';

const bubbles = [[280, 36, ''], [360, 56, ''], [220, 36, 'out'], [320, 76, 'out'], [300, 36, '']] as const;

export function TimelineSkeleton() {
  return (
    <div className="thread-skeleton" aria-hidden="true">
      {bubbles.map(([width, height, side], index) => <span key={index} className={`skeleton ${side}`} style={{ width, height }} />)}
    </div>
  );
}

export function ThreadSkeleton() {
  return (
    <>
      <div className="pane-head skeleton-head" aria-hidden="true"><span className="skeleton" style={{ width: 160, height: 16 }} /></div>
      <div className="thread-mid"><div className="thread-scroll"><div className="col"><TimelineSkeleton /></div></div></div>
    </>
  );
}
